import { ExpansionSum } from '../stats/expansion-sum.js';
import type { MetricSums } from './metric-sums.js';
import type { CellReadings, ReadingsRequest } from './readings.js';

/** Values of many units, in no order; a metric that nothing is known of is null. */
export interface UnitColumn {
  readonly values: Float64Array;
  /** Undefined where no value is null. */
  readonly isNull?: (index: number) => boolean;
}

const HOUR_MS = 3_600_000;
/** The square of a larger one would be too large to add up. */
const LARGEST = 1e140;

/** Counts the units of one version into cells of time, in memory that does not depend on their number. */
export class ArmCounter {
  private readonly cells = new Map<number, Cell>();
  private readonly cutsMs: readonly number[];
  private readonly bad: number[];
  private lastMs = Number.NEGATIVE_INFINITY;

  /** @param metrics their names, in the order of the columns to come */
  constructor(
    private readonly version: string,
    request: Pick<ReadingsRequest, 'from' | 'cuts'>,
    private readonly metrics: readonly string[],
  ) {
    this.cutsMs = [request.from, ...request.cuts].map((cut) => Date.parse(cut)).sort((a, b) => a - b);
    this.bad = metrics.map(() => 0);
  }

  /** @param atMs instants (epoch, ms), never null */
  addUnits(atMs: Float64Array, columns: readonly UnitColumn[]): void {
    let cell: Cell | undefined;
    for (let index = 0; index < atMs.length; index++) {
      const at = atMs[index] ?? 0;
      const from = this.startOfCell(at);
      if (cell?.from !== from) cell = this.cellFrom(from);
      cell.units++;
      if (at > this.lastMs) this.lastMs = at;
      for (let metric = 0; metric < columns.length; metric++) {
        const column = columns[metric];
        if (column === undefined || column.isNull?.(index) === true) continue;
        const value = column.values[index] ?? 0;
        if (Math.abs(value) <= LARGEST) cell.sums[metric]?.add(value);
        else this.bad[metric] = (this.bad[metric] ?? 0) + 1;
      }
    }
  }

  finish(): ArmCount {
    const cells = [...this.cells.values()].sort((a, b) => a.from - b.from);
    return {
      cells: cells.map(({ from, units, sums }) => ({
        version: this.version,
        from: new Date(from).toISOString(),
        units,
        metrics: Object.fromEntries(
          this.metrics.flatMap((metric, index) => {
            const found = sums[index]?.total();
            return found === undefined || found.n === 0 ? [] : [[metric, found]];
          }),
        ),
      })),
      lastMs: this.lastMs,
      leftOut: new Map(this.metrics.map((metric, index) => [metric, this.bad[index] ?? 0])),
    };
  }

  private startOfCell(atMs: number): number {
    const hour = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const cut = this.cutsMs.findLast((candidate) => candidate <= atMs);
    return cut === undefined ? hour : Math.max(hour, cut);
  }

  private cellFrom(from: number): Cell {
    const present = this.cells.get(from);
    if (present !== undefined) return present;
    const cell = { from, units: 0, sums: this.metrics.map(() => new SumsCounter()) };
    this.cells.set(from, cell);
    return cell;
  }
}

export interface ArmCount {
  readonly cells: readonly CellReadings[];
  /** Of the last unit; -Infinity without any. */
  readonly lastMs: number;
  /** Values that cannot be right, by metric. */
  readonly leftOut: ReadonlyMap<string, number>;
}

interface Cell {
  readonly from: number;
  units: number;
  readonly sums: readonly SumsCounter[];
}

class SumsCounter {
  private n = 0;
  private readonly sum = new ExpansionSum();
  private readonly squares = new ExpansionSum();

  add(value: number): void {
    this.n++;
    this.sum.add(value);
    this.squares.add(value * value);
  }

  total(): MetricSums {
    return { n: this.n, sum: this.sum.total(), sumOfSquares: this.squares.total() };
  }
}
