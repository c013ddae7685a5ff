import type { View } from '../view.ts'

/** The physical name of a pipeline; `_none` stands for no pipeline. */
export const ownPipeline = (name: string, view: View): string => (name === '_none' ? name : view.own(name))
