/** A key that does something now, for the help and the palette as much as for the keyboard. */
export interface Shortcut {
  /** `j`, `?`, `Enter`, `ArrowDown`, `Mod+k` (Ctrl, or Cmd on a Mac). */
  readonly keys: readonly string[];
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
  /** Works while single keys are switched off, and while one types: only for keys with `Mod`. */
  readonly always?: boolean;
  /** Not listed in the palette: moving about in a list is no act. */
  readonly isMove?: boolean;
}

interface Entry {
  readonly shortcut: () => Shortcut;
  readonly scope: number;
}

/**
 * Which keys do what at this moment. A dialog opens a scope: what was registered outside is asleep until it closes. Of two
 * for one key the later wins, so a screen can take over a key of the frame.
 */
export class KeyRegistry {
  readonly #entries = new Set<Entry>();
  readonly #scopes: number[] = [0];
  #made = 0;
  #areSingleKeysOn = true;

  add(shortcut: () => Shortcut, scope = this.scope): () => void {
    const entry: Entry = { shortcut, scope };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  get scope(): number {
    return this.#scopes.at(-1) ?? 0;
  }

  /** An id for a scope that is to be opened. */
  nameScope(): number {
    return ++this.#made;
  }

  /** Everything outside is asleep until the returned function is called. */
  openScope(id: number): () => void {
    this.#scopes.push(id);
    return () => {
      const at = this.#scopes.lastIndexOf(id);
      if (at > 0) this.#scopes.splice(at, 1);
    };
  }

  /** What is registered where one is now, in order, the later of two for one key alone. */
  active(): readonly Shortcut[] {
    const taken = new Set<string>();
    const found: Shortcut[] = [];
    for (const { shortcut, scope } of [...this.#entries].reverse()) {
      if (scope !== this.scope) continue;
      const value = shortcut();
      if (value.keys.every((key) => taken.has(key))) continue;
      for (const key of value.keys) taken.add(key);
      found.unshift(value);
    }
    return found;
  }

  get areSingleKeysOn(): boolean {
    return this.#areSingleKeysOn;
  }

  /** Speech input can set off single keys by accident, so they can be switched off. */
  switchSingleKeys(on: boolean): void {
    this.#areSingleKeysOn = on;
  }

  /** Runs what the key stands for; true when it stood for something. */
  press(event: KeyPress): boolean {
    const name = nameOf(event);
    if (name === undefined) return false;
    const shortcut = this.active().findLast((each) => each.keys.some((key) => key === name));
    if (shortcut === undefined) return false;
    if (shortcut.always !== true && (event.isTyping || !this.#areSingleKeysOn)) return false;
    shortcut.run();
    return true;
  }
}

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isTyping: boolean;
}

/** `Mod+k` for Ctrl-K or Cmd-K; the browser’s and the system’s other combinations are never ours. */
export function nameOf({ key, ctrlKey, metaKey, altKey }: KeyPress): string | undefined {
  if (altKey || (ctrlKey && metaKey)) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `Mod+${name}` : name;
}
