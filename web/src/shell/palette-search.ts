import type { IconName } from '../components/icon.tsx';

/** Something of the estate that answers to what was typed. */
export interface Found {
  readonly id: string;
  readonly to: string;
  readonly label: string;
  readonly note: string;
  readonly icon: IconName;
}

/** Identities and findings by name; nothing until the server has routes that search. */
export function useFound(_typed: string): readonly Found[] {
  return [];
}
