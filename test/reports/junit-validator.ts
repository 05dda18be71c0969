import { spawnSync } from 'node:child_process';

export function hasXmllint(): boolean {
  if (spawnSync('xmllint', ['--version']).status === 0) return true;
  process.stderr.write(
    'skipped: JUnit against its schemas needs xmllint, which is not installed here (Debian: libxml2-utils)\n',
  );
  return false;
}

/** What Jenkins' schema, and ours, which is stricter, have to say of a document; empty when it is valid. */
export function checkJunit(xml: string): string {
  return ['junit-10.xsd', 'junit.xsd']
    .map((schema) => {
      const { status, stderr } = spawnSync(
        'xmllint',
        ['--noout', '--schema', `fixtures/reports/${schema}`, '-'],
        { input: xml, encoding: 'utf8' },
      );
      return status === 0 ? '' : `${schema}: ${stderr}`;
    })
    .join('');
}
