import packageJson from '../../../package.json' with { type: 'json' };
import { sha256 } from '../../adapters/sha256.js';
import { printable } from '../render/text.js';
import { type Finding, listFindings, type ReportDocument } from './document.js';

const LEVELS = { error: 'error', warning: 'warning', notice: 'note' } as const;

/**
 * SARIF 2.1.0 of what did not pass, as GitHub's code scanning takes it: a rule for each kind of test, and for each result
 * a place and a fingerprint, which stays the same from run to run and from version to version.
 * @param subjectFile a URI, relative to the repository
 */
export function renderSarif(document: ReportDocument, subjectFile: string): string {
  const { check, subject, title, verdict, summary, checkedAt } = document;
  const findings = listFindings(document);
  const kinds = [...new Set(document.tests.map(kindOf))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'dharma-gov',
            semanticVersion: packageJson.version,
            rules: kinds.map((kind) => describeRule(check, kind)),
          },
        },
        // One file of a check and model does not replace those of others.
        automationDetails: { id: `${printable(`${check}/${subject}`)}/`, description: text(title) },
        invocations: [{ executionSuccessful: true, endTimeUtc: checkedAt }],
        results: findings.map((finding) => describeResult(document, finding, kinds, subjectFile)),
        properties: { verdict, summary: printable(summary) },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function kindOf({ name }: Pick<Finding, 'name'>): string {
  const [kind = ''] = name.split('/', 1);
  return kind;
}

function describeRule(check: string, kind: string) {
  const sentence = text(kind === check ? `${check} could be made` : `${kind}, tested by ${check}`);
  return {
    id: ruleId(check, kind),
    name: printable(kind),
    shortDescription: sentence,
    fullDescription: sentence,
    help: text(
      `Each result says what was observed and what is allowed. dharma-gov help ${check} tells more.`,
    ),
  };
}

function describeResult(
  { check, subject }: ReportDocument,
  finding: Finding,
  kinds: readonly string[],
  subjectFile: string,
) {
  const { name, outcome, message, level } = finding;
  const kind = kindOf(finding);
  const digest = sha256([check, subject, name].join('\n'));
  return {
    ruleId: ruleId(check, kind),
    ruleIndex: kinds.indexOf(kind),
    level: LEVELS[level],
    message: text(`${subject}: ${name}: ${message === '' ? outcome : message}`),
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: subjectFile }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: printable(`${subject}/${name}`), kind: 'member' }],
      },
    ],
    // The first is all that code scanning looks at; without one it would make the same for all results of a line.
    partialFingerprints: { primaryLocationLineHash: `${digest.slice(0, 16)}:1`, 'testName/v1': digest },
    properties: { outcome },
  };
}

function ruleId(check: string, kind: string): string {
  return printable(`${check}/${kind}`);
}

function text(plain: string) {
  return { text: printable(plain) };
}
