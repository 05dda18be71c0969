import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { GovError } from '../../core/errors.js';
import { JOB_OUTCOMES } from '../../governance/watch/job-report.js';
import { NOTHING_YET, type WatchState } from '../../watch/tick.js';
import { JOB_NAMES } from '../../watch/unit.js';
import { replaceFile } from '../durable-file.js';
import { fileError } from '../file-errors.js';
import type { Location } from '../location.js';
import { readTextIfPresent } from '../text-file.js';

const FORMAT = 1;

const instant = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const schedule = v.variant('kind', [
  v.strictObject({ kind: v.literal('every'), intervalMs: v.number() }),
  v.strictObject({ kind: v.literal('cron'), expression: v.string(), zone: v.string() }),
]);

const unitState = v.strictObject({
  unit: v.strictObject({ job: v.picklist(JOB_NAMES), model: v.nullable(v.string()) }),
  schedule,
  nextAt: instant,
  running: v.nullable(v.strictObject({ startedAt: instant, deadline: instant, killed: v.boolean() })),
  failures: count,
  failingSince: v.nullable(instant),
  lastStartedAt: v.nullable(instant),
  lastFinishedAt: v.nullable(instant),
  lastSuccessAt: v.nullable(instant),
  lastDurationMs: v.nullable(v.number()),
  runs: v.strictObject(v.entriesFromList(JOB_OUTCOMES, count)),
  lastReport: v.nullable(
    v.strictObject({
      outcome: v.picklist(JOB_OUTCOMES),
      exitCode: count,
      message: v.string(),
      hint: v.nullable(v.string()),
      version: v.nullable(v.string()),
      notes: v.tuple([]),
      nextAt: v.nullable(instant),
    }),
  ),
});

const document = v.strictObject({
  format: v.literal(FORMAT),
  tickedAt: v.nullable(instant),
  units: v.record(v.string(), unitState),
});

/** When jobs were done, and are to be done again: kept so that a restart, or cron, goes on where the last run ended. */
export class WatchStateFile {
  constructor(
    private readonly file: Location,
    private readonly warn: (message: string) => void,
  ) {}

  /**
   * What was kept; nothing where there is no file, and, with a warning, where it is damaged: every job is due then.
   * @throws GovError config when a newer program wrote it.
   */
  async read(): Promise<WatchState> {
    const text = readTextIfPresent(this.file);
    if (text === undefined) return NOTHING_YET;
    const json = parse(text);
    const format = (json as { format?: unknown } | null)?.format;
    if (typeof format === 'number' && format > FORMAT) {
      throw new GovError(
        'config',
        `${this.file.place}: written in format ${format}, this program reads ${FORMAT}`,
        {
          hint: 'install a newer dharma-gov',
        },
      );
    }
    const parsed = v.safeParse(document, json);
    if (!parsed.success) {
      this.warn(`${this.file.place} is damaged: every job is done now, as at the first start`);
      return NOTHING_YET;
    }
    const { tickedAt, units } = parsed.output;
    return { tickedAt, units };
  }

  async write({ tickedAt, units }: WatchState): Promise<void> {
    try {
      await mkdir(dirname(this.file.path), { recursive: true });
    } catch (error) {
      throw fileError(error, 'create', dirname(this.file.place));
    }
    await replaceFile(this.file, `${JSON.stringify({ format: FORMAT, tickedAt, units }, null, 1)}\n`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
