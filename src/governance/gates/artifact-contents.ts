import type { ArtifactFormat } from '../../gates/subject.js';

/** A file of an artifact that is a model, or may be one. */
export interface ModelFile {
  /** Within the folder of the artifact, or as recorded where that is one file. */
  readonly path: string;
  readonly format: ArtifactFormat | 'unknown';
}

export interface ModelCard {
  /** Relative to the registry folder. */
  readonly path: string;
  readonly bytes: number;
}

/** Looks at what model files are, and not only at their hash. */
export interface ArtifactContents {
  /**
   * The files of an artifact that are models, by their bytes.
   * @param path as recorded: relative to the registry folder, with `/`
   * @throws GovError input when nothing is there, or something that is neither file nor folder.
   */
  formats(path: string): Promise<readonly ModelFile[]>;
  /**
   * A file within the folder of an artifact, or beside its file; undefined when there is none.
   * @param name relative to that folder
   * @throws GovError input for a symbolic link, a folder, or a name that leads out of the folder.
   */
  modelCard(path: string, name: string): Promise<ModelCard | undefined>;
}
