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

const pauseMs = 5000;

/**
 * Listens to the server’s changes while somebody is signed in. The browser connects again by itself after a break, and
 * never after an answer that refuses: then everything shown is asked for anew, which leads whoever is signed out to the
 * door, and listening begins again after a pause.
 */
export function useServerEvents(isOn: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isOn) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;
    const listen = (): EventSource => {
      const opened = new EventSource('/v1/events');
      opened.addEventListener('open', () => {
        sayServerAnswers(true);
        // what was missed meanwhile nobody will tell
        if (wasLost) void renew(client, []);
        wasLost = false;
      });
      opened.addEventListener('error', () => {
        wasLost = true;
        if (opened.readyState !== EventSource.CLOSED) return;
        void renew(client, []);
        timer = setTimeout(() => (events = listen()), pauseMs);
      });
      opened.addEventListener('changed', (event) => void renew(client, familiesIn(event.data)));
      return opened;
    };
    let events = listen();
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, [client, isOn]);
}
