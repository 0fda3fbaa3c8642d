// HDF5's constants are macros that call H5open() before they read a global, which Swift's importer
// drops. Each becomes a function here. Never read the `_g` globals: they are unset before H5open().
#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

#define KN_H5(type, name) static inline type kn_##name(void) { return name; }
KN_H5(hid_t, H5P_FILE_ACCESS)
KN_H5(hid_t, H5P_FILE_CREATE)
KN_H5(hid_t, H5P_GROUP_CREATE)
KN_H5(hid_t, H5P_DATASET_CREATE)
KN_H5(hid_t, H5P_DATASET_ACCESS)
KN_H5(hid_t, H5P_DATASET_XFER)
KN_H5(hid_t, H5P_LINK_CREATE)
KN_H5(hid_t, H5P_DEFAULT)
KN_H5(hid_t, H5S_ALL)
KN_H5(hid_t, H5E_DEFAULT)
KN_H5(hid_t, H5T_C_S1)
KN_H5(hid_t, H5T_IEEE_F32LE)
KN_H5(hid_t, H5T_IEEE_F64LE)
KN_H5(hid_t, H5T_STD_U8LE)
KN_H5(hid_t, H5T_STD_U16LE)
KN_H5(hid_t, H5T_STD_I32LE)
KN_H5(hid_t, H5T_STD_I64LE)
KN_H5(hid_t, H5T_NATIVE_FLOAT)
KN_H5(hid_t, H5T_NATIVE_DOUBLE)
KN_H5(hid_t, H5T_NATIVE_UINT8)
KN_H5(hid_t, H5T_NATIVE_UINT16)
KN_H5(hid_t, H5T_NATIVE_INT32)
KN_H5(hid_t, H5T_NATIVE_INT64)
KN_H5(unsigned, H5F_ACC_RDONLY)
KN_H5(unsigned, H5F_ACC_EXCL)
KN_H5(unsigned, H5F_ACC_TRUNC)
KN_H5(size_t, H5T_VARIABLE)
#undef KN_H5

static inline herr_t kn_H5E_silence(void) { return H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
