/** What a chapter of `npm run bench` is: something measured, as rows that whoever prints them gives a form. */

export interface Column {
  /** With its unit. */
  readonly heading: string;
  /** Behind the point, of a column of numbers. */
  readonly digits?: number;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  /** Undefined where there is nothing to measure. */
  readonly rows: readonly (readonly (string | number | undefined)[])[];
  /** What one has to know to read it. */
  readonly notes: readonly string[];
}

export interface Findings {
  readonly tables: readonly Table[];
  /** What must not be, a sentence each. A slow machine is not among it. */
  readonly wrong: readonly string[];
}

export interface Chapter {
  /** As `--only` has it. */
  readonly name: string;
  readonly title: string;
  /** @param say what it is at, while it runs. @throws Error where it could not measure */
  run(options: { readonly quick: boolean; readonly say: (line: string) => void }): Promise<Findings>;
}
