/**
 * Works something out once for each state that it follows from. Whoever asks meanwhile waits for the same; of another state the
 * one before is forgotten, and what failed is tried again.
 */
export function oncePer<T>(): (state: string, work: () => Promise<T>) => Promise<T> {
  let kept: { readonly state: string; readonly value: Promise<T> } | undefined;
  return (state, work) => {
    if (kept?.state === state) return kept.value;
    const begun = { state, value: work() };
    kept = begun;
    begun.value.catch(() => {
      if (kept === begun) kept = undefined;
    });
    return begun.value;
  };
}
