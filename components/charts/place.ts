/** Where the time axis of every chart begins and ends inside its box, in pixels: so charts and flags stand in one line. */
export const AXIS_WIDTH = 60;
export const RIGHT_MARGIN = 12;
export const TOP_MARGIN = 8;
export const AXIS_HEIGHT = 30;

/** Of a drawing whose room was not measured yet, in pixels. */
export const FIRST_WIDTH = 320;
