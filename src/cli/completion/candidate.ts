/** A word that may stand at the cursor, as a whole. */
export interface Candidate {
  readonly word: string;
  /** What it is, for shells that show it; may be empty. */
  readonly description: string;
}
