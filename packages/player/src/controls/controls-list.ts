/** What a page can leave out of the controls, by the attribute `controlslist` in the manner of `<video>`. */

/** Each is left out by its name with `no` before it, as in `nofullscreen`. */
export type OptionalControl = 'download' | 'fullscreen' | 'pip' | 'snapshot' | 'zoom' | 'latency' | 'stats';

/** Whether a list such as `nopip nozoom` leaves this control in. Words that mean nothing are skipped. */
export function allowsControl(controlsList: string, control: OptionalControl): boolean {
  return !controlsList.toLowerCase().split(/\s+/).includes(`no${control}`);
}
