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

/** One bar for each row, as long as its parts together. */
export interface BarChart {
  readonly kind: 'bars';
  /** Its file's name in docs/images, without its ending. */
  readonly name: string;
  /** With the unit of its values. */
  readonly title: string;
  /** Behind the point of the number that stands beside a bar. */
  readonly digits: number;
  /** A row without some part leaves it out; one without any has a dash. Parts of one name have one colour. */
  readonly rows: readonly {
    readonly label: string;
    readonly parts: readonly { readonly name: string; readonly value: number }[];
  }[];
}

export interface LineChart {
  readonly kind: 'lines';
  readonly name: string;
  readonly title: string;
  /** With their units. */
  readonly axes: { readonly x: string; readonly y: string };
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

export type Chart = BarChart | LineChart;

/** What somebody set out to reach, and what was reached in this run. It is told, never enforced. */
export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly digits: number;
}

export interface Findings {
  readonly tables: readonly Table[];
  readonly charts?: readonly Chart[];
  readonly goals?: readonly Goal[];
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
