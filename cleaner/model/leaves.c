/* The sums of the leaves that each block reaches: what oblivious_trees.py computes with long integers, in one loop.

   sums(columns, borders, questions, tables, size) takes a list of columns, one for each feature, and three fields of
   Trees. A wheel without a C compiler does without; the tests hold both against each other. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define DEPTH 6
#define TABLE_BYTES 256

typedef struct {
    const unsigned char *column;
    long border;
} Question;

/* Lists the questions of all features in order. Returns their number, or -1 with an exception. */
static Py_ssize_t list_questions(PyObject *columns, PyObject *borders, Py_ssize_t size, Question **found) {
    Py_ssize_t features = PyTuple_GET_SIZE(borders), count = 0;
    for (Py_ssize_t i = 0; i < features; i++) {
        PyObject *own = PyTuple_GET_ITEM(borders, i), *column = PyList_GetItem(columns, i);
        if (column == NULL) return -1;
        if (!PyTuple_Check(own) || !PyBytes_Check(column) || PyBytes_GET_SIZE(column) != size) {
            PyErr_SetString(PyExc_ValueError, "each feature takes borders and a column of one byte a block");
            return -1;
        }
        count += PyTuple_GET_SIZE(own);
    }
    if ((*found = PyMem_New(Question, count + 1)) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    Question *next = *found;
    for (Py_ssize_t i = 0; i < features; i++) {
        PyObject *own = PyTuple_GET_ITEM(borders, i);
        const unsigned char *column = (const unsigned char *)PyBytes_AS_STRING(PyList_GET_ITEM(columns, i));
        for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(own); j++, next++) {
            next->column = column;
            next->border = PyLong_AsLong(PyTuple_GET_ITEM(own, j));
        }
    }
    return PyErr_Occurred() ? -1 : count;
}

/* Adds the leaves of one tree. Returns -1 with an exception where it is no tree. */
static int add_tree(PyObject *tree, PyObject *table, const Question *asked, Py_ssize_t count, Py_ssize_t size,
                    unsigned char *places, unsigned int *sums) {
    if (!PyTuple_Check(tree) || PyTuple_GET_SIZE(tree) != DEPTH || !PyBytes_Check(table) ||
        PyBytes_GET_SIZE(table) != TABLE_BYTES) {
        PyErr_SetString(PyExc_ValueError, "a tree has six questions and a table of 256 bytes");
        return -1;
    }
    memset(places, 0, (size_t)size);
    for (int level = 0; level < DEPTH; level++) {
        Py_ssize_t number = PyLong_AsSsize_t(PyTuple_GET_ITEM(tree, level));
        if (number < 0 || number >= count) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "there is no such question");
            return -1;
        }
        const unsigned char *column = asked[number].column;
        const unsigned char border = (unsigned char)asked[number].border, bit = (unsigned char)(4 << level);
        for (Py_ssize_t at = 0; at < size; at++) places[at] |= column[at] > border ? bit : 0;
    }
    const unsigned char *leaves = (const unsigned char *)PyBytes_AS_STRING(table);
    for (Py_ssize_t at = 0; at < size; at++) sums[at] += leaves[places[at]];
    return 0;
}

static PyObject *sums_of_leaves(PyObject *self, PyObject *args) {
    PyObject *columns, *borders, *questions, *tables, *result = NULL;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "O!O!O!O!n", &PyList_Type, &columns, &PyTuple_Type, &borders, &PyTuple_Type, &questions,
                          &PyTuple_Type, &tables, &size))
        return NULL;
    if (size < 0 || PyTuple_GET_SIZE(questions) != PyTuple_GET_SIZE(tables)) {
        PyErr_SetString(PyExc_ValueError, "as many tables as trees, and no fewer blocks than none");
        return NULL;
    }
    Question *asked = NULL;
    unsigned char *places = PyMem_Malloc((size_t)size + 1);
    unsigned int *sums = PyMem_Calloc((size_t)size + 1, sizeof(unsigned int));
    Py_ssize_t count = places && sums ? list_questions(columns, borders, size, &asked) : (PyErr_NoMemory(), -1);
    for (Py_ssize_t i = 0; count >= 0 && i < PyTuple_GET_SIZE(questions); i++)
        if (add_tree(PyTuple_GET_ITEM(questions, i), PyTuple_GET_ITEM(tables, i), asked, count, size, places, sums) < 0)
            count = -1;
    if (count >= 0 && (result = PyList_New(size)) != NULL)
        for (Py_ssize_t at = 0; at < size; at++) {
            PyObject *sum = PyLong_FromUnsignedLong(sums[at]);
            if (sum == NULL) {
                Py_CLEAR(result);
                break;
            }
            PyList_SET_ITEM(result, at, sum);
        }
    PyMem_Free(asked);
    PyMem_Free(places);
    PyMem_Free(sums);
    return result;
}

static PyMethodDef methods[] = {{"sums", sums_of_leaves, METH_VARARGS, "For each block the sum of its leaves."},
                                {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {.m_base = PyModuleDef_HEAD_INIT, .m_name = "leaves", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_leaves(void) { return PyModule_Create(&module); }
