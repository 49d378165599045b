/**
 * Views of the console's lists that people keep: a name and what is asked of a list. In: a person and their question. Out:
 * their own views and those that others share. It keeps no answer and gives nobody access to anything.
 */
export { savedViewSteps } from './schema.ts';
export { changeView, dropView, keepView, listViews, mostViews, noSuchView, viewById } from './views.ts';
export type { SavedView, ViewKeyset, ViewPage } from './views.ts';
