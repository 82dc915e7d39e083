/** One guard or rule of the product, removed: a change of one file's text as it is loaded, never on disk. */

export interface Mutant {
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  /** What is replaced; it must be there exactly once. Runs of white space match any. */
  readonly from: string;
  readonly to: string;
  /** Where it is most likely to show. @default as chance has it */
  readonly profile?: string;
  /** Why schedules may not show it: what else holds the same line. */
  readonly redundant?: string;
}

/** For a file's list of mutants: what stands in it, what is put there instead, and what else is to say. */
export const inFile =
  (file: string) =>
  (name: string, from: string, to = '', more: Partial<Mutant> = {}): Mutant => ({
    name,
    file,
    from,
    to,
    ...more,
  });

/** @throws Error where the text is not there exactly once: the product has moved on, and the mutant must follow */
export function mutate(text: string, { file, from, name, to }: Mutant): string {
  const pattern = from
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(String.raw`\s+`);
  const parts = text.split(new RegExp(pattern));
  if (parts.length !== 2)
    throw new Error(`Mutant "${name}": its text is ${parts.length - 1} times in ${file}.`);
  return parts.join(to);
}
