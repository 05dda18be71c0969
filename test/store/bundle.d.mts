export function bundle(name: string, folder: string): Promise<string>;
