/** Whatever acts and is no person and no agent. */
export const machines = ['service_account', 'workload', 'integration'] as const;
