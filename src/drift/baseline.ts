import * as v from 'valibot';
import { GovError } from '../core/errors.js';
import { binningSchema } from './binning.js';
import { categorySummarySchema, numberSummarySchema } from './column-summary.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What a column is to the model. Only features make up the overall score; the others are scored beside them. */
const role = v.picklist(['feature', 'prediction', 'actual']);

const numberColumn = v.strictObject({
  type: v.literal('numbers'),
  name: v.string(),
  role,
  kind: v.picklist(['numeric', 'discrete', 'constant']),
  holds: v.literal('numbers'),
  binning: binningSchema,
  /** The reference itself, counted in these bins. */
  reference: numberSummarySchema,
});

const categoryColumn = v.strictObject({
  type: v.literal('categories'),
  name: v.string(),
  role,
  kind: v.picklist(['categorical', 'boolean', 'constant']),
  /** What the values are in the data itself; as categories they are all texts. */
  holds: v.picklist(['text', 'numbers', 'true or false']),
  /** Most frequent first. */
  categories: v.array(v.string()),
  /** Whether these are all of the reference's; otherwise a value that is none of them may still be an old one. */
  complete: v.boolean(),
  reference: categorySummarySchema,
});

const baseline = v.strictObject({
  schemaVersion: v.literal(1),
  /** Of the bytes of the training data. */
  trainingDataSha256: sha256,
  rows: count,
  columns: v.array(v.variant('type', [numberColumn, categoryColumn])),
  /** Columns of the training data that are not scored, and why. */
  unscored: v.array(v.strictObject({ name: v.string(), reason: v.string() })),
  /** The rows of its columns and of what is known of each request; null where an early program kept none. */
  reference: v.nullable(v.strictObject({ file: v.string(), sha256, bytes: count })),
});

export type Baseline = v.InferOutput<typeof baseline>;
export type NumberColumn = v.InferOutput<typeof numberColumn>;
export type CategoryColumn = v.InferOutput<typeof categoryColumn>;
export type BaselineColumn = NumberColumn | CategoryColumn;
export type ColumnRole = v.InferOutput<typeof role>;
export type ColumnKind = BaselineColumn['kind'];

/**
 * The text of a baseline file -> Baseline.
 * @param place for messages
 * @throws GovError integrity when it is not a baseline, config when a newer program wrote it.
 */
export function parseBaseline(text: string, place: string): Baseline {
  const content = parseJson(text, place);
  const version = v.safeParse(v.object({ schemaVersion: v.number() }), content);
  if (version.success && version.output.schemaVersion > 1) {
    throw new GovError(
      'config',
      `${place}: written by a newer dharma-gov (format ${version.output.schemaVersion})`,
      {
        hint: 'update dharma-gov',
      },
    );
  }
  const parsed = v.safeParse(baseline, content);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw damaged(place, `${v.getDotPath(issue) ?? 'content'}: ${issue.message.toLowerCase()}`);
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw damaged(place, 'not JSON', cause);
  }
}

function damaged(place: string, problem: string, cause?: unknown): GovError {
  return new GovError('integrity', `${place}: not a baseline (${problem})`, {
    hint: 'set it again with dharma-gov baseline set',
    cause,
  });
}
