/** A body of which one half is sent, and the other when the test lets it: until then the request is on its way. */
export const held = (body: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  const middle = bytes.length >> 1
  const waiting = Promise.withResolvers<undefined>()
  const released = Promise.withResolvers<undefined>()
  let parts = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      // Asked for a part only by whoever reads: a second time once the first half has come.
      pull: async (controller) => {
        parts += 1
        if (parts === 1) {
          controller.enqueue(bytes.subarray(0, middle))
          return
        }
        waiting.resolve(undefined)
        await released.promise
        controller.enqueue(bytes.subarray(middle))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    /** Comes when the service has read the first half, and waits. */
    waits: waiting.promise,
    release: () => {
      released.resolve(undefined)
    },
  }
}
