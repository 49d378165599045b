/** What a read met and could not place: counted all, a few named. */
export class Unplaced {
  /** Members that are neither account nor group here: of another directory, a contact, or gone. */
  readonly members = new Counted();
  /** Groups that an account says it is in, and that were not read. */
  readonly groups = new Counted();
  /** Logins of group lists that no account has. */
  readonly logins = new Counted();
  /** Entries whose list came in part. */
  readonly partial = new Counted();
  /** Groups whose members a search makes up. */
  readonly dynamic = new Counted();
  readonly certificates = new Counted();
}

const mostNamed = 5;

export class Counted {
  #count = 0;
  readonly #named: string[] = [];

  add(name: string): void {
    this.#count++;
    if (this.#named.length < mostNamed) this.#named.push(`\`${name.slice(0, 150)}\``);
  }
  get count(): number {
    return this.#count;
  }
  /** `3 members: a, b, c` */
  said(what: string): string {
    const more = this.#count - this.#named.length;
    return `${this.#count} ${what}: ${this.#named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
}
