import pino from 'pino';
import type { JobOutcome } from '../../governance/watch/job-report.js';
import type { WatchEvent, WatchObserver } from '../../watch/event.js';
import { unitName } from '../../watch/unit.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

const LEVEL_OF_OUTCOME: Readonly<Record<JobOutcome, Level>> = {
  ok: 'info',
  idle: 'debug',
  found: 'warn',
  inconclusive: 'warn',
  failed: 'error',
};

/** The log: a line of JSON each, with job, model, version and duration where it is about a job. */
export function createEventLog(write: (line: string) => void): WatchObserver {
  const log = pino(
    {
      base: { name: 'dharma-gov' },
      level: 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return { event: (event) => tell(log, event) };
}

function tell(log: pino.Logger, event: WatchEvent): void {
  switch (event.type) {
    case 'started':
      log.info(
        { event: event.type, registry: event.place, pid: event.pid, metrics: event.metricsUrl ?? undefined },
        'watch has started',
      );
      return;
    case 'job-started':
      log.debug({ event: event.type, ...event.unit }, `${unitName(event.unit)} begins`);
      return;
    case 'job-killed':
      log.error({ event: event.type, ...event.unit }, event.reason);
      return;
    case 'job-finished': {
      const { unit, report, durationMs, failures, nextAt } = event;
      for (const { level, message, model, version } of report.notes) {
        log[level](
          { event: 'note', job: unit.job, model: model ?? unit.model, version, durationMs },
          message,
        );
      }
      log[LEVEL_OF_OUTCOME[report.outcome]](
        {
          event: event.type,
          ...unit,
          version: report.version,
          outcome: report.outcome,
          durationMs,
          ...(failures === 0 ? {} : { failures }),
          ...(report.hint === null ? {} : { hint: report.hint }),
          nextAt,
        },
        report.message,
      );
      return;
    }
    case 'reloaded':
      log.info({ event: event.type }, 'the configuration was read again');
      return;
    case 'reload-refused':
      log.error(
        { event: event.type, hint: event.hint },
        `the configuration is not valid, the old one stays: ${event.message}`,
      );
      return;
    case 'warning':
      log.warn({ event: event.type }, event.message);
      return;
    case 'stopping':
      log.info({ event: event.type, signal: event.signal }, 'watch is stopping');
      return;
    case 'stopped':
      log.info({ event: event.type }, 'watch has stopped');
      return;
  }
}
