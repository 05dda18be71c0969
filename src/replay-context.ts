import { withDriftData } from './adapters/duckdb/baseline-data.js';
import { withPerformanceData } from './adapters/duckdb/performance-data.js';
import { inside, type Location } from './adapters/location.js';
import { DATA_FOLDER } from './adapters/registry-layout.js';
import { ResultMemory } from './adapters/result-cache.js';
import type { Governance } from './governance/context.js';

/**
 * The same governance, with what was counted kept in memory: hundreds of windows that nobody asks for again would push
 * everything else out of the registry's cache.
 */
export function withResultsInMemory(governance: Governance, registry: Location): Governance {
  const data = inside(registry, DATA_FOLDER);
  const results = new ResultMemory();
  return {
    ...governance,
    withDriftData: (work) => withDriftData({ registry, data }, work, results),
    withPerformanceData: (work) => withPerformanceData(data, work, results),
  };
}
