/** A reading process that meets its heap's limit in native code, where nothing can be stopped: it ends, and only it. */
process.on("message", () => {
  JSON.parse(`[${"{},".repeat(30_000_000)}{}]`)
})
process.send?.({ type: "ready" })
