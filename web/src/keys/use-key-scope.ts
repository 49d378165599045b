import { createContext, useContext, useEffect, useState } from 'react';
import { keys } from './keys.ts';

/** The scope that shortcuts below are registered in; undefined is the page itself. */
export const KeyScope = createContext<number | undefined>(undefined);
export const useCurrentKeyScope = (): number | undefined => useContext(KeyScope);

/** For what covers the page: while it is mounted the keys beneath are asleep. Give the id to `KeyScope` for keys of its own. */
export function useKeyScope(): number {
  const [id] = useState(() => keys.nameScope());
  useEffect(() => keys.openScope(id), [id]);
  return id;
}
