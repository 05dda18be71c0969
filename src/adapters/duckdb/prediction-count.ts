import type { PredictionsAdded } from '../../predictions/events.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import { planWindow, type WindowRequest } from '../../predictions/window.js';
import { inside, type Location } from '../location.js';
import { openPredictionWindow, requireFile } from './prediction-window.js';
import { withDuckDb } from './session.js';

/**
 * How many predictions of a window there are. The log knows how many a batch has, so that only those are read that lie
 * partly outside the window.
 * @param folder of the log's files
 * @throws GovError integrity when a file that the log names is not there.
 */
export async function countPredictions(
  { folder, temporary }: { readonly folder: Location; readonly temporary: Location },
  state: PredictionLogState,
  request: WindowRequest,
): Promise<number> {
  const { batches } = planWindow(state, request);
  const whole = batches.filter((batch) => isWithin(batch, request));
  for (const { file, bytes } of whole) requireFile(inside(folder, file), bytes);
  const rows = whole.reduce((sum, batch) => sum + batch.rows, 0);
  const partial = batches.filter((batch) => !isWithin(batch, request));
  if (partial.length === 0) return rows;
  return withDuckDb({ temporary }, async (session) => {
    const { relation } = openPredictionWindow(
      folder,
      { ...state, predictions: partial, labels: [] },
      request,
    );
    const { count } = await session.row(`SELECT count(*)::INTEGER AS count FROM ${relation}`);
    return rows + Number(count);
  });
}

function isWithin({ firstAt, lastAt }: PredictionsAdded, { from, to }: WindowRequest): boolean {
  return (from === null || firstAt >= from) && (to === null || lastAt < to);
}
