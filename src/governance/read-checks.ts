import type { CheckRecord } from '../checks/check-record.js';
import type { CheckStore } from '../checks/ports.js';
import type { Governance } from './context.js';

/** The checks of a model, the latest first. Lines that hold none are named in a warning, and the others read on. */
export async function* recordsOf(
  governance: Pick<Governance, 'warn'>,
  store: CheckStore,
  model: string,
): AsyncGenerator<CheckRecord> {
  for await (const stored of store.newestFirst(model)) {
    if ('record' in stored) yield stored.record;
    else {
      const { place, line, problem } = stored.damage;
      governance.warn(
        `${place}: line ${line} is damaged (${problem}): it is left out; remove the line to silence this`,
      );
    }
  }
}
