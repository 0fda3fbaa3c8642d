// Numbers as people read them: thousands apart, three significant digits.
const threeDigits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const wholeNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const withMinus = text => text.replace("-", "−");

function formatNumber(value) {
  if (value === Infinity) return "no upper bound";
  if (value === -Infinity) return "no lower bound";
  return withMinus(threeDigits.format(value === 0 ? 0 : value));
}

const formatSigned = value => (value > 0 ? "+" : "") + formatNumber(value);
const formatCount = count => wholeNumber.format(count);
const formatRegions = count => `${formatCount(count)} ${count === 1 ? "region" : "regions"}`;
const formatShare = share => `${threeDigits.format(100 * share)} %`;

function formatInterval(low, high) {
  if (low === -Infinity && high === Infinity) return "unbounded";
  if (low === -Infinity) return `up to ${formatNumber(high)}`;
  if (high === Infinity) return `${formatNumber(low)} and above`;
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}
