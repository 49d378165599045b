import type { Migration } from './migrate.ts';

/**
 * The least-privilege roles, from the first step: each process logs in as its own, and none may create, own or bypass
 * anything. Stages grant them exactly what they need in their own schema steps. Passwords are set apart, at set-up.
 */
export const roleSteps: readonly Migration[] = [
  {
    id: '0001-roles',
    sql: `
do $$
declare r text;
begin
  foreach r in array array['countersign_server', 'countersign_enforcer', 'countersign_sequencer'] loop
    if not exists (select from pg_roles where rolname = r) then
      begin
        execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', r);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
end $$;
revoke all on schema public from public;
revoke create on schema public from public;
do $$ begin execute format('revoke all on database %I from public', current_database()); end $$;
do $$ begin execute format('grant connect on database %I to countersign_server, countersign_enforcer, countersign_sequencer', current_database()); end $$;
`,
  },
];
