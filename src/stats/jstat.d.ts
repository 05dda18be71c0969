/** The parts of jstat used here; the package ships no types. */
declare module 'jstat' {
  const jStat: {
    readonly chisquare: {
      /** P(X <= x). Right to 1e-10 below the mean; its complement has no digits past 2e-16. */
      cdf(x: number, df: number): number;
      /** The x with P(X <= x) = p. Right to 1e-8 for p <= 1 - 1e-9. */
      inv(p: number, df: number): number;
    };
    readonly normal: {
      /** The x with P(X <= x) = p. Right to 1e-13 for p >= 1e-4, to 1e-2 for p >= 1e-50. */
      inv(p: number, mean: number, sd: number): number;
    };
    readonly studentt: {
      pdf(x: number, df: number): number;
      /** The x with P(X <= x) = p. Right to 1e-8 for df <= 1000, to 1e-2 for df <= 1e8. */
      inv(p: number, df: number): number;
    };
  };
  export default jStat;
}
