/** What has been read of a sentence is struck out, so that nothing is read twice and what is left can be asked about. */
export class Sentence {
  #text: string;
  constructor(text: string) {
    this.#text = ` ${text} `;
  }

  get text(): string {
    return this.#text;
  }

  /** Where it was read, or undefined. Struck-out words never join what stood on both sides of them. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.strike(found.index, found[0].length);
    return found;
  }

  takeAll(pattern: RegExp): readonly RegExpExecArray[] {
    const all: RegExpExecArray[] = [];
    for (let found = this.take(pattern); found !== undefined; found = this.take(pattern)) all.push(found);
    return all;
  }

  strike(at: number, length: number): void {
    const struck = this.#text.slice(at, at + length).replaceAll(/\S/g, '·');
    this.#text = this.#text.slice(0, at) + struck + this.#text.slice(at + length);
  }

  /** Puts words back where they stood: they are read again by another rule. */
  write(at: number, words: string): void {
    this.#text = `${this.#text.slice(0, at)}${words} ${this.#text.slice(at + words.length + 1)}`;
  }

  /** Words that no rule has read. */
  get words(): readonly string[] {
    return this.#text.split(/[\s·]+/).filter((word) => /[\p{L}\p{N}§]/u.test(word));
  }
}
