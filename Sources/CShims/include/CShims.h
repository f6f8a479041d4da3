#ifndef KIIK_CSHIMS_H
#define KIIK_CSHIMS_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
