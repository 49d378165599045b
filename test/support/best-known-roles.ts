/** Of matrices that HP Labs published: the fewest roles, and the fewest assignments that are published with so few roles. */
export const bestKnownRoles = [
  { name: 'hc', roles: 14, edges: 194 },
  { name: 'domino', roles: 20, edges: 718 },
  { name: 'emea', roles: 34, edges: 7246 },
  { name: 'fire2', roles: 10, edges: 1158 },
  { name: 'apj', roles: 453, edges: 4256 },
] as const;
