import { Fault, type Observation } from '../../model/index.ts';

const mostTold = 20;

/** Rows that could not be read: counted all, the first twenty told by file and line. */
export class BadRows {
  private readonly tolerated: number;
  private readonly told: string[] = [];
  private count = 0;

  constructor(tolerated: number) {
    this.tolerated = tolerated;
  }

  add(file: string, line: number, why: string): void {
    this.count++;
    if (this.told.length < mostTold) this.told.push(`${file} line ${line}: ${why}`);
  }

  /** Called at the end of the last file, so that one message tells of all. */
  refuseTooMany(): void {
    if (this.count <= this.tolerated) return;
    const more = this.count - this.told.length;
    throw new Fault(
      'input_invalid',
      `${this.count} rows cannot be read, ${this.tolerated} are tolerated: ${this.told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
      { next: 'Correct the rows or the mapping, or set tolerateBadRows to leave them out and say so.' },
    );
  }

  observe(): readonly Observation[] {
    return this.count === 0
      ? []
      : [
          {
            type: 'gap',
            key: 'bad-rows',
            what: `${this.count} rows that could not be read`,
            why: this.told.join('; ').slice(0, 4000),
          },
        ];
  }
}
