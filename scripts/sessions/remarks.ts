// What goes wrong look after look is said once: when it begins, changes and is over.
import type { Terminal } from './terminal.ts';

export class Remarks {
  readonly #io: Pick<Terminal, 'remark'>;
  readonly #said = new Map<string, string>();

  constructor(io: Pick<Terminal, 'remark'>) {
    this.#io = io;
  }

  /**
   * @param of what the sentence is about; one stands for each
   * @param sentence undefined: nothing is wrong
   * @param recovered is said where something was
   */
  on(of: string, sentence: string | undefined, recovered?: string): void {
    const before = this.#said.get(of);
    if (sentence === before) return;
    if (sentence === undefined) this.#said.delete(of);
    else this.#said.set(of, sentence);
    const words = sentence ?? recovered;
    if (words !== undefined) this.#io.remark(words);
  }
}
