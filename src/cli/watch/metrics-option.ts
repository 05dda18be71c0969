import path from 'node:path';
import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import type { WatchObserver } from '../../watch/event.js';
import type { CliSession } from '../session.js';

/** Where what is known is shown to Prometheus. */
export interface MetricsOptions {
  readonly metricsPort?: number;
  readonly metricsHost?: string;
  readonly promFile?: string;
}

export function configureMetrics(command: Command): void {
  command
    .option(
      '--metrics-port <port>',
      'serve /metrics, /healthz and /readyz on this port; 0: any that is free (default: nothing is served)',
      parsePort,
    )
    .option('--metrics-host <address>', 'where to serve them (default: 127.0.0.1)')
    .option(
      '--prom-file <file>',
      'write the metrics to this file, for the textfile collector of node_exporter; its name ends in .prom',
    );
}

export interface MetricsOutlets {
  readonly observers: readonly WatchObserver[];
  /** Where they are served; null: nowhere. */
  readonly url: string | null;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new GovError('usage', `--metrics-port: expected a port from 0 to 65535, got "${text}"`);
}

/**
 * Starts what was asked for, before anything else does: a port that is taken is known at once.
 * @throws GovError usage for options that make no sense together, unavailable for a port that is taken.
 */
export async function openMetrics(
  options: MetricsOptions & { readonly once?: boolean },
  session: CliSession,
): Promise<MetricsOutlets> {
  const { metricsPort: port, metricsHost, promFile, once } = options;
  if (metricsHost !== undefined && port === undefined) {
    throw new GovError('usage', '--metrics-host: only together with --metrics-port', {
      hint: 'add --metrics-port 9464',
    });
  }
  if (port !== undefined && once === true) {
    throw new GovError('usage', '--metrics-port: not together with --once, which ends before it is asked', {
      hint: 'write the metrics to a file: --prom-file dharma-gov.prom',
    });
  }
  if (promFile !== undefined && !promFile.endsWith('.prom')) {
    throw new GovError('usage', `--prom-file: ${promFile} does not end in .prom`, {
      hint: 'the textfile collector reads no other files',
    });
  }
  if (port === undefined && promFile === undefined) return { observers: [], url: null };
  const { createPromFileObserver, openMetricsObserver } = await import('./metrics-observer.js');
  const observers: WatchObserver[] = [];
  if (promFile !== undefined) {
    const file = { path: path.resolve(session.io.cwd, promFile), place: promFile };
    observers.push(createPromFileObserver(file, session.warn));
  }
  if (port !== undefined) {
    const server = await openMetricsObserver({ host: metricsHost ?? '127.0.0.1', port }, Date.now);
    return { observers: [...observers, server.observer], url: server.url };
  }
  return { observers, url: null };
}
