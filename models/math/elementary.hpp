#pragma once

// log, exp and pow of our own: libm picks variants by processor, and one scenario must give one
// event hash on every x86-64 machine. Correct to 1 ulp (log, exp) and 2 ulp (pow) over the whole
// range, with the special cases of C's Annex F.

namespace souk::math {

double log(double x);
double exp(double x);
double pow(double x, double y);

/// The standard normal quantile, for p in (0, 1); relative error < 1e-15.
/// Source: Wichura, AS 241 (PPND16), Applied Statistics 37 (1988).
double normal_quantile(double p);

}  // namespace souk::math
