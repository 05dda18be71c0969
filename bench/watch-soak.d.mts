export interface SoakSample {
  readonly rssMb: number;
  readonly descriptors: number;
}

export interface SoakReport {
  readonly ticks: number;
  readonly hours: number;
  readonly jobs: number;
  readonly processes: number;
  readonly failures: number;
  /** After a tenth of the ticks. */
  readonly first: SoakSample;
  readonly later: readonly SoakSample[];
}

export function soak(folder: string, ticks: number): Promise<SoakReport>;
