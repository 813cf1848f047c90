import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Case, Timed } from "./cases/case.ts"
import { type Figures, type Weights, figuresOf, weightsOf } from "./figures.ts"
import { type Bounds, measure } from "./measure.ts"

export type Result = (Figures & { readonly pairs: number }) | Weights

const timed = async ({ open }: Timed, folder: string, bounds: Bounds): Promise<Result> => {
  const { close, ...contest } = await open(folder)
  try {
    const pairs = await measure(contest, bounds)
    return { ...figuresOf(pairs), pairs: pairs.length }
  } finally {
    await close()
  }
}

/** Measures one case in a folder of its own below `folder`, which is gone afterwards. */
export const runCase = async (one: Case, folder: string, bounds: Bounds): Promise<Result> => {
  const own = join(folder, one.name)
  await mkdir(own, { recursive: true })
  try {
    if ("open" in one) return await timed(one, own, bounds)
    return weightsOf(await one.weigh(own))
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
