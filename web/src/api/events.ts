import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sayServerAnswers } from './online.ts';
import { renew } from './renew.ts';

/** What an event says has changed: the names of families of routes (`findings`, `ledger`), or nothing for everything. */
function familiesIn(data: unknown): readonly string[] {
  try {
    const value: unknown = JSON.parse(String(data));
    if (typeof value !== 'object' || value === null || !('changed' in value)) return [];
    return Array.isArray(value.changed) ? value.changed.map(String) : [];
  } catch {
    return [];
  }
}

/** Listens to the server’s changes while somebody is signed in. The browser connects again by itself. */
export function useServerEvents(isOn: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isOn) return undefined;
    const events = new EventSource('/v1/events');
    let wasLost = false;
    events.addEventListener('open', () => {
      sayServerAnswers(true);
      // what was missed meanwhile nobody will tell
      if (wasLost) void renew(client, []);
      wasLost = false;
    });
    events.addEventListener('error', () => {
      wasLost = true;
    });
    events.addEventListener('changed', (event) => void renew(client, familiesIn(event.data)));
    return () => events.close();
  }, [client, isOn]);
}
