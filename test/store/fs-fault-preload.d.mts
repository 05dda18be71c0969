export interface FaultOptions {
  readonly fault: string;
  readonly at: number;
  readonly repeat?: boolean;
  readonly under: string;
  readonly only?: readonly string[];
  readonly refuse?: readonly string[];
}
export function armFaults(options: FaultOptions): void;
export function disarmFaults(): string[];
