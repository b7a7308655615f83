/** Calls in quick succession become one under way and one after it, so that the last news is always followed by an
 * answer that is newer. The promise ends with the run that began after the call. */
export function coalesce(run) {
  let running = null, next = null;
  const start = () => {
    running = Promise.resolve().then(run).finally(() => { running = null; });
    return running;
  };
  return function once() {
    if (!running) return start();
    next ??= running.catch(() => {}).then(() => { next = null; return start(); });
    return next;
  };
}
