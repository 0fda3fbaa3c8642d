#include "include/CImage.h"
