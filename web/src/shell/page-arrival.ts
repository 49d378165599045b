import { useEffect, useRef, type RefObject } from 'react';

let arrivedOnce = false;

/** On every page but the first, focus goes to the content, so that keyboard and screen reader start there. */
export function usePageArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (arrivedOnce) main.current?.focus({ preventScroll: true });
    arrivedOnce = true;
  }, []);
  return main;
}
