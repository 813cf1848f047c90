import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Case } from "./cases/case.ts"
import { type Figures, figuresOf } from "./figures.ts"
import { type Bounds, measure } from "./measure.ts"

export type Result = Figures & { readonly pairs: number }

/** Measures one case in a folder of its own below `folder`, which is gone afterwards. */
export const runCase = async ({ name, open }: Case, folder: string, bounds: Bounds): Promise<Result> => {
  const own = join(folder, name)
  await mkdir(own, { recursive: true })
  try {
    const { close, ...contest } = await open(own)
    try {
      const pairs = await measure(contest, bounds)
      return { ...figuresOf(pairs), pairs: pairs.length }
    } finally {
      await close()
    }
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
