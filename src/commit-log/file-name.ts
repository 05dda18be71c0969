/** The name of a generation's file. Twelve digits, so that names sort like generations. */
export function logFileName(generation: number): string {
  return `${String(generation).padStart(12, '0')}.json`;
}

/** The generation a file of the log holds by its name, or undefined when the log gives no such name. */
export function generationOfFileName(name: string): number | undefined {
  const digits = /^(\d{12,15})\.json$/.exec(name)?.[1];
  const generation = Number(digits);
  return generation >= 1 && logFileName(generation) === name ? generation : undefined;
}
