import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

/** The official schema of SARIF 2.1.0 (JSON Schema draft 7): what it has to say of a document; empty when that is valid. */
export function checkSarif(document: unknown): string[] {
  validateSarif(document);
  return describe(validateSarif.errors);
}

// As published it has a pattern that Unicode mode refuses, and keywords that strict mode does not expect of a draft 7.
const validateSarif = addFormats
  .default(new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }))
  .compile(JSON.parse(readFileSync('fixtures/reports/sarif-2.1.0.schema.json', 'utf8')));

function describe(errors: readonly ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
