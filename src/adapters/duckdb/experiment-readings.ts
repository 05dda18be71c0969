import { type ArmCount, ArmCounter } from '../../experiments/arm-counter.js';
import type { ExperimentReadings, ReadingsRequest } from '../../experiments/readings.js';
import type { ExperimentData } from '../../governance/experiments/experiment-data.js';
import { inside, type Location } from '../location.js';
import { findUnitFiles, VersionUnits } from './experiment-units.js';
import { REQUEST, requestBuckets } from './request-buckets.js';
import { type DuckDbSession, withDuckDb } from './session.js';
import { type ChunkColumn, forEachChunk } from './summary-chunks.js';

/** @param data the registry's data folder */
export function openExperimentData(data: Location): ExperimentData {
  return {
    readings: (recorded, request) =>
      withDuckDb({ temporary: inside(data, 'tmp') }, async (session) => {
        const files = findUnitFiles(data, recorded);
        const arms = request.versions.map((version) => new VersionUnits(files, version, request));
        return readReadings(session, arms, request);
      }),
  };
}

async function readReadings(
  session: DuckDbSession,
  arms: readonly VersionUnits[],
  request: ReadingsRequest,
): Promise<ExperimentReadings> {
  const counts: ArmCount[] = [];
  for (const arm of arms) counts.push(await countArm(session, arm, request));
  const lastMs = Math.max(...counts.map((count) => count.lastMs));
  const cells = counts.flatMap((count) => count.cells);
  return {
    // Sorting is stable: cells of one instant stay in the order of the versions.
    cells: cells.sort((a, b) => Date.parse(a.from) - Date.parse(b.from)),
    ...(await countUnits(session, arms)),
    lastAt: Number.isFinite(lastMs) ? new Date(lastMs).toISOString() : null,
    leftOut: Object.fromEntries(
      request.metrics.flatMap((metric) => {
        const values = counts.reduce((sum, { leftOut }) => sum + (leftOut.get(metric) ?? 0), 0);
        return values === 0 ? [] : [[metric, values]];
      }),
    ),
  };
}

async function countArm(
  session: DuckDbSession,
  units: VersionUnits,
  request: ReadingsRequest,
): Promise<ArmCount> {
  const counter = new ArmCounter(units.version, request, request.metrics);
  const expressions = ['epoch_ms(timestamp)::DOUBLE', ...request.metrics.map((_, index) => `m${index}`)];
  for (const bucket of requestBuckets(units.maxUnits)) {
    const count = ([at, ...metrics]: readonly ChunkColumn[]) => {
      if (at !== undefined) counter.addUnits(at.values, metrics);
    };
    await forEachChunk(session, units.valuesIn(bucket), expressions, count, 'any');
  }
  return counter.finish();
}

/** A version has a unit once, so a unit that is there twice was served by two. */
async function countUnits(
  session: DuckDbSession,
  arms: readonly VersionUnits[],
): Promise<Pick<ExperimentReadings, 'units' | 'unitsInSeveralArms'>> {
  let units = 0;
  let unitsInSeveralArms = 0;
  for (const bucket of requestBuckets(arms.reduce((sum, { maxUnits }) => sum + maxUnits, 0))) {
    const ids = arms.map((arm) => `SELECT ${REQUEST} AS request FROM ${arm.idsIn(bucket)}`);
    const row = await session.row(`SELECT count(*)::DOUBLE AS units,
        (count(*) FILTER (WHERE arms > 1))::DOUBLE AS several
      FROM (SELECT count(*) AS arms FROM (${ids.join(' UNION ALL ')}) GROUP BY request)`);
    units += Number(row.units);
    unitsInSeveralArms += Number(row.several);
  }
  return { units, unitsInSeveralArms };
}
