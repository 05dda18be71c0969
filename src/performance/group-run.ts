/**
 * Accumulators of groups whose rows come one group after another, so that only the one at work is kept.
 */
export class GroupRun<A, R> {
  private readonly results = new Map<number, R>();
  private group: number | null = null;
  private accumulator: A | null = null;

  constructor(
    private readonly start: (group: number) => A,
    private readonly finish: (accumulator: A) => R,
  ) {}

  of(group: number): A {
    if (this.accumulator === null || group !== this.group) {
      this.close();
      this.group = group;
      this.accumulator = this.start(group);
    }
    return this.accumulator;
  }

  /** The result of each group that had rows. */
  close(): ReadonlyMap<number, R> {
    if (this.accumulator !== null && this.group !== null) {
      this.results.set(this.group, this.finish(this.accumulator));
      this.accumulator = null;
    }
    return this.results;
  }
}
