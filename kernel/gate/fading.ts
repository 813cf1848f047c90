import type { Instant } from "../time.ts"

/** Something that is to be forgotten at an instant. */
export interface Fading<Item> {
  readonly until: Instant
  readonly item: Item
}

/**
 * What fades, the soonest first: a binary heap, so that forgetting costs by what is forgotten and not by what is left.
 */
export const fadingHeap = <Item>() => {
  const heap: Fading<Item>[] = []
  const at = (index: number): Fading<Item> => {
    const found = heap[index]
    if (found === undefined) throw new RangeError(`a heap of ${heap.length} has no place ${index}`)
    return found
  }
  const swap = (a: number, b: number): void => {
    const held = at(a)
    heap[a] = at(b)
    heap[b] = held
  }
  const up = (index: number): void => {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1
      if (at(parent).until <= at(child).until) return
      swap(parent, child)
      child = parent
    }
  }
  const down = (): void => {
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2]
      let least = parent
      if (left < heap.length && at(left).until < at(least).until) least = left
      if (right < heap.length && at(right).until < at(least).until) least = right
      if (least === parent) return
      swap(parent, least)
      parent = least
    }
  }
  return {
    add: (fading: Fading<Item>): void => {
      heap.push(fading)
      up(heap.length - 1)
    },
    /** Everything whose time is over by `now`, taken out. */
    take: (now: Instant): readonly Item[] => {
      const over: Item[] = []
      for (let first = heap[0]; first !== undefined && first.until <= now; first = heap[0]) {
        over.push(first.item)
        const last = heap.pop()
        if (last !== undefined && heap.length > 0) {
          heap[0] = last
          down()
        }
      }
      return over
    },
    size: (): number => heap.length,
  }
}
