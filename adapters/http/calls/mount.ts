export const mount = (): void => undefined
export const limits = []
