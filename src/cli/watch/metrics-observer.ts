import packageJson from '../../../package.json' with { type: 'json' };
import { replaceFile } from '../../adapters/durable-file.js';
import type { Location } from '../../adapters/location.js';
import { type MetricsServer, startMetricsServer } from '../../adapters/watch/metrics-server.js';
import { renderPrometheusText } from '../../adapters/watch/prometheus-text.js';
import type { Health } from '../../governance/watch/health.js';
import type { WatchObserver } from '../../watch/event.js';
import { samplesOf } from '../../watch/metrics.js';
import { NOTHING_YET, type WatchState } from '../../watch/tick.js';

/** The loop looks every 15 s at the latest: one that did not for so long is stuck. */
const STUCK_MS = 90_000;

/** What the loop last told, as Prometheus reads it. */
class LastTold {
  health: Health | null = null;
  state: WatchState = NOTHING_YET;
  stopping = false;

  render(): Promise<string> {
    return renderPrometheusText(samplesOf(this, packageJson.version));
  }
}

function follow(told: LastTold): WatchObserver {
  return {
    event: ({ type }) => {
      if (type === 'stopping') told.stopping = true;
    },
    ticked: (state) => {
      told.state = state;
    },
    health: (health) => {
      told.health = health;
    },
  };
}

/** Serves metrics while the loop runs. @throws GovError when it cannot listen there. */
export async function openMetricsObserver(
  address: { readonly host: string; readonly port: number },
  now: () => number,
): Promise<{ readonly observer: WatchObserver; readonly url: string }> {
  const told = new LastTold();
  const openedAt = now();
  const alive = () => {
    const { tickedAt } = told.state;
    const silentMs = now() - (tickedAt === null ? openedAt : Date.parse(tickedAt));
    return silentMs > STUCK_MS
      ? { ok: false, message: `the loop has not looked for ${Math.round(silentMs / 1000)} s` }
      : { ok: true, message: 'ok' };
  };
  const server: MetricsServer = await startMetricsServer(
    {
      metrics: () => told.render(),
      alive,
      ready: () => {
        if (told.stopping) return { ok: false, message: 'stopping' };
        if (told.health === null || told.state.tickedAt === null) return { ok: false, message: 'starting' };
        return alive();
      },
    },
    address,
  );
  return { observer: { ...follow(told), close: () => server.close() }, url: server.url };
}

/** Writes a file for the textfile collector of node_exporter after each look of the loop. */
export function createPromFileObserver(file: Location, warn: (message: string) => void): WatchObserver {
  const told = new LastTold();
  let writing = Promise.resolve();
  const write = () => {
    // One after another: what was told last is what stays.
    writing = writing
      .then(async () => replaceFile(file, await told.render()))
      .catch((error: unknown) => warn(error instanceof Error ? error.message : String(error)));
  };
  const observer = follow(told);
  return {
    ...observer,
    ticked: (state, at) => {
      observer.ticked?.(state, at);
      write();
    },
    close: () => writing,
  };
}
